/** A piece of the page that is limited in bytes. */
export interface Room {
  /** Takes the bytes of a line if there are enough; false leaves the room as it was. */
  take(line: string): boolean;
}

/** Opens a room of so many bytes. */
export function openRoom(bytes: number): Room {
  let left = bytes;
  return {
    take(line) {
      const needed = Buffer.byteLength(line) + 1;
      if (needed > left) return false;
      left -= needed;
      return true;
    },
  };
}

/** The lines that find room, and how many did not. */
export function fill(
  lines: readonly string[],
  room: Room,
): { readonly lines: readonly string[]; readonly rest: number } {
  const taken = lines.findIndex((line) => !room.take(line));
  return taken < 0 ? { lines, rest: 0 } : { lines: lines.slice(0, taken), rest: lines.length - taken };
}

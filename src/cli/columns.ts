/** Lays rows out in columns as kubectl does: three spaces between, no lines, the last column as long as it is. */
export function formatColumns(rows: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [column, cell] of row.entries()) widths[column] = Math.max(widths[column] ?? 0, cell.length);
  }
  const lines = rows.map((row) => {
    const cells = row.map((cell, column) =>
      column === row.length - 1 ? cell : cell.padEnd(widths[column] ?? 0),
    );
    return cells.join("   ").trimEnd();
  });
  return `${lines.join("\n")}\n`;
}

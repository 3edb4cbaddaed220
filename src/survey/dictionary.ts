import type { TableWriter } from './table-writer.js';

/** Numbers names from 1 in the order they come, and writes each once into its table. */
export class Dictionary {
  private readonly numbers = new Map<string, number>();
  private readonly number: Uint32Array;
  private readonly setName: (row: number, text: string) => void;

  constructor(private readonly table: TableWriter) {
    this.number = table.words('number');
    this.setName = table.texts('name');
  }

  numberOf(name: string): number {
    return this.numbers.get(name) ?? this.add(name);
  }

  private add(name: string): number {
    const number = this.numbers.size + 1;
    this.numbers.set(name, number);
    this.number[this.table.row] = number;
    this.setName(this.table.row, name);
    this.table.endRow();
    return number;
  }
}

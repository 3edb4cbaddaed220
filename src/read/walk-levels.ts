import type { Captured, Want } from './captures.js';
import { behind, EACH, type ListPath } from './list-path.js';

/** What a value is to a walk: what is left of the ways that lead to it, and of those to wanted values. */
export interface Place {
  readonly ways: readonly ListPath[];
  readonly wants: readonly Want[];
}

/** An open object or array some way leads through, or one in which values are wanted. */
interface Level extends Place {
  readonly isArray: boolean;
  readonly captured: Captured;
}

/** The open objects and arrays ways lead through, from the root inward. The root is always one of them. */
export class WalkLevels {
  private readonly levels: Level[] = [];
  private captured: Captured = new Map();

  /** `within`: names of members that are wanted in the root and in every object a way leads through. */
  constructor(
    private readonly ways: readonly ListPath[],
    private readonly within: readonly string[],
  ) {}

  get count(): number {
    return this.levels.length;
  }

  get isInArray(): boolean {
    return this.levels.at(-1)?.isArray === true;
  }

  /** The root of a new document. */
  root(): Place {
    return { ways: this.ways, wants: [] };
  }

  /** The elements of the innermost array. */
  element(): Place {
    return { ways: behind(this.levels.at(-1)!.ways, EACH), wants: [] };
  }

  /** A member of the innermost object. */
  member(name: string): Place {
    const { ways, wants } = this.levels.at(-1)!;
    const wanted = wants.filter(({ steps }) => steps[0] === name);
    return { ways: behind(ways, name), wants: wanted.map((want) => ({ ...want, steps: want.steps.slice(1) })) };
  }

  /** An object opens. Answers whether it is a level. */
  enterObject({ ways, wants }: Place): boolean {
    const isRoot = this.levels.length === 0;
    const captured: Captured = new Map();
    if (isRoot) this.captured = captured;
    const further = ways.filter((way) => typeof way[0] === 'string');
    const own = isRoot || further.length > 0 ? this.within : [];
    const wanted = [
      ...wants.filter(({ steps }) => steps.length > 0),
      ...own.map((name) => ({ name, steps: name.split('.'), into: captured })),
    ];
    const isLevel = isRoot || further.length > 0 || wanted.length > 0;
    if (isLevel) this.levels.push({ isArray: false, ways: further, wants: wanted, captured });
    return isLevel;
  }

  /** An array that is no list opens. Answers whether it is a level. */
  enterArray({ ways }: Place): boolean {
    const further = ways.filter((way) => way[0] === EACH);
    const isLevel = this.levels.length === 0 || further.length > 0;
    if (isLevel) this.levels.push({ isArray: true, ways: further, wants: [], captured: new Map() });
    return isLevel;
  }

  leave(): void {
    this.levels.pop();
  }

  /** What was taken down in the open objects; of two values of one name the inner one. */
  frame(): Captured {
    return new Map(this.levels.flatMap(({ captured }) => [...captured]));
  }

  /** What was taken down in the last root, open or not. */
  rootFrame(): Captured {
    return this.captured;
  }
}

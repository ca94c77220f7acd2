/** A directive that draws again only when what it depends on has changed. */
import { noChange } from "lit-html";
import { Directive, directive } from "lit-html/directive.js";

class Memo extends Directive {
  constructor(part) {
    super(part);
    /** @type {any[]|null} */
    this.before = null;
  }

  /** @param {any[]} dependencies @param {() => any} draw */
  render(dependencies, draw) {
    return draw();
  }

  update(_part, [dependencies, draw]) {
    const { before } = this;
    const same =
      before?.length === dependencies.length &&
      before.every((value, i) => value === dependencies[i]);
    this.before = dependencies;
    return same ? noChange : draw();
  }
}

export const memo = directive(Memo);

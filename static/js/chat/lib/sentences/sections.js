/** The sentences about favourites and sections, by key. */

/** @type {Record<string, string>} */
export const SECTIONS = {
  "sidebar.favourites": "Favourites",
  "sidebar.all_sorted": "All of them stand above.",
  "favourites.add": "Add to favourites",
  "favourites.remove": "Remove from favourites",
  "favourites.drop": "Drop a room here to keep it at the top.",
  "sections.sort": "Sort {name}",
  "sections.under": "Stands under",
  "sections.new": "New section…",
  "sections.begin": "New section",
  "sections.empty": "Empty. Drag a room here, or sort it by its menu.",
  "sections.name": "Name",
  "sections.rename": "Rename",
  "sections.up": "Move up",
  "sections.down": "Move down",
  "sections.remove": "Remove section",
  "sections.moved": "Moved to {name}",
  "section_begin.title": "New section",
  "section_begin.submit": "Create",
  "section_rename.title": "Rename the section",
  "section_rename.submit": "Rename",
  "section_remove.title": "Remove the section?",
  "section_remove.text": "{name} goes; its rooms go back to where they stood without it.",
  "section_remove.submit": "Remove",
};

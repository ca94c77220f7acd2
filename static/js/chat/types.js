/**
 * The shapes that travel between socket, store, outbox and views, for readers and for `tsc`.
 *
 * @typedef {{emoji: string, users: number[]}} Reaction
 *
 * @typedef {object} Attachment a file that a message carries
 * @property {string} id
 * @property {string} name
 * @property {string} type by its content
 * @property {number} size bytes
 * @property {number|null} width pixels of a picture
 * @property {number|null} height
 * @property {{width: number, height: number}|null} thumbnail of a picture too large to show as it is
 * @property {string} [description] what it shows; messages of an earlier version have none
 *
 * @typedef {object} Preview what a linked page says of itself
 * @property {string} url
 * @property {string} title
 * @property {string} description or empty
 * @property {string} site whose it is, or empty
 *
 * @typedef {object} Chosen a file of this device that is to be sent
 * @property {string} key this page's own name for it
 * @property {string} name
 * @property {number} size bytes
 * @property {string} type as the browser guesses
 * @property {Blob} blob
 * @property {string} [description] what it shows, as its sender writes
 * @property {string} [upload] its id, once the server has it and the outbox has written that down
 *
 * @typedef {object} Message a message as the server sends it; never changed in place
 * @property {number} room
 * @property {number} seq
 * @property {number} changed_seq
 * @property {string} client_id
 * @property {number} author
 * @property {string} author_name
 * @property {string} at ISO 8601, UTC
 * @property {string} text source
 * @property {string} html sanitised by the server
 * @property {number|null} thread seq of the root message
 * @property {number} replies
 * @property {{seq: number, at: string, people: number[]}|null} last_reply
 * @property {string|null} edited_at
 * @property {any} deleted null, or who and when
 * @property {Attachment[]} attachments
 * @property {Preview[]} previews
 * @property {Reaction[]} reactions
 * @property {number[]} mentions
 * @property {boolean} everybody whether it calls everybody who hears it
 * @property {boolean} pinned
 *
 * @typedef {{id: number, username?: string, name: string, kind?: string, role?: string}} Person
 *
 * @typedef {{day: number, begins: string, ends: string}} QuietHours every week, 1 is Monday
 *
 * @typedef {object} Profile a person with what they say of themselves
 * @property {number} id
 * @property {string} username
 * @property {string} name
 * @property {string} kind person or bot
 * @property {string} role
 * @property {number} seq of their last change
 * @property {string} title what they do
 * @property {string} pronouns
 * @property {string} time_zone an IANA name, or empty
 * @property {{emoji: string, text: string, until: string|null}|null} status
 * @property {string|null} quiet_until
 * @property {QuietHours[]} quiet_hours
 *
 * @typedef {object} Reminder of a message, of one's own words, or of both
 * @property {string} id
 * @property {string} due_at
 * @property {boolean} due whether that time has come
 * @property {string} text
 * @property {number|null} room
 * @property {number|null} seq
 *
 * @typedef {{user: Person, role?: string, level?: string, joined_at?: string}} Member
 *
 * @typedef {object} RoomEvent
 * @property {number} seq
 * @property {string} kind
 * @property {string} at
 * @property {number} by
 * @property {Message} [message]
 * @property {Member} [member]
 * @property {string|null} [was] the role before, where a role changed
 * @property {{seq: number, replies: number, last_reply: any}} [root] of a thread that changed
 * @property {any} [room]
 * @property {number} [pins] how many pins the room has now
 *
 * @typedef {object} Follow a thread that this person follows
 * @property {number} room
 * @property {number} thread seq of its root
 * @property {number} read
 * @property {number} unread
 * @property {number} mentions
 * @property {number} counted unread and mentions hold as of this seq of the room
 *
 * @typedef {object} Strand the loaded part of a thread: a window as a room has one
 * @property {Message|null} root
 * @property {Map<number, Message>} messages its replies, without a hole
 * @property {boolean} loaded
 * @property {boolean} hasBefore
 * @property {boolean} hasAfter
 *
 * @typedef {object} Room one room as this page knows it
 * @property {number} id
 * @property {string} slug
 * @property {string} name
 * @property {string} kind open, closed or direct
 * @property {string} topic
 * @property {boolean} archived
 * @property {number} pins how many of its messages are pinned
 * @property {string} callers who may call many at once: everybody, or moderators
 * @property {string} role
 * @property {string} level
 * @property {string|null} muted_until until then nothing of it calls, whatever the level
 * @property {boolean} favourite whether it stands at the top of one's sidebar
 * @property {number|null} section the section of one's own that holds it
 * @property {Person[]} users the people of a direct room
 * @property {Set<number>} bookmarks the messages of it that one keeps, by seq
 * @property {string|null} silenced_until until when one may not write in it
 * @property {string} [silenced_for] why
 * @property {string} epoch
 * @property {number} seq the highest head heard of
 * @property {number} cursor every change up to here has been applied
 * @property {number} read
 * @property {number} unread
 * @property {number} mentions
 * @property {number} counted unread and mentions hold as of this seq
 * @property {Map<number, Message>} messages the loaded window of roots, without a hole
 * @property {Map<number, Strand>} strands threads that were opened, by root
 * @property {Map<number, Follow>} follows by root
 * @property {Map<number, any>} roots what was heard of roots beside their messages, by seq
 * @property {Map<number, RoomEvent>} marks system lines heard live, by seq
 * @property {boolean} loaded whether a window is there
 * @property {boolean} hasBefore
 * @property {boolean} hasAfter
 * @property {Map<number, Message>} recent last states heard, for pages that were read earlier
 * @property {number} recentFrom `recent` holds every change after this seq
 * @property {{base: number, series: boolean, at: number}|null} syncing
 * @property {Map<number, Member>|null} members
 * @property {Map<number, {name: string, thread: number|null, until: number}>} typing
 *
 * @typedef {{id: number, name: string, collapsed: boolean}} Section
 *
 * @typedef {{type: string, ref?: string, [key: string]: any}} Frame
 *
 * @typedef {object} State
 * @property {{id: number, name: string, role?: string,
 *   sanction?: {until: string|null, reason: string}|null, silenced_until?: string|null,
 *   silenced_for?: string, warning?: string}|null} me
 * @property {boolean} welcomed whether the first snapshot has arrived
 * @property {number} viewerSeq
 * @property {number} heartbeat seconds
 * @property {Record<string, number>} limits
 * @property {Map<number, Room>} rooms
 * @property {Section[]} sections one's own headings of the sidebar, in order
 * @property {Map<string, {id: number, name: string}>} closed rooms lost while this page was open
 * @property {boolean} followsCut whether more threads are followed than the welcome named
 * @property {Set<number>} online
 * @property {Map<number, Person>} people
 * @property {number} peopleSeq the last change of anybody that was heard of
 * @property {Map<number, Profile>} profiles those who are or were shown
 * @property {Map<string, Reminder>} reminders all of this person's own, by id
 *
 * @typedef {{kind: "sync"|"reload", room: number}|{kind: "hello"}|{kind: "people"}
 *   |{kind: "follow", room: number, thread: number}|{kind: "notice", sentence: string}} Wish what the store needs
 *
 * @typedef {object} Page one page of history as REST answers it
 * @property {Message[]} messages
 * @property {string} epoch
 * @property {number} seq
 * @property {boolean} has_before
 * @property {boolean} has_after
 *
 * @typedef {object} Pending a message in the outbox
 * @property {string} client_id
 * @property {number} room
 * @property {string} text
 * @property {number|null} thread
 * @property {Chosen[]} [files]
 * @property {number} order
 * @property {string} at
 * @property {"waiting"|"sending"|"sent"|"failed"} state
 * @property {string} [code]
 * @property {string} [sentence]
 * @property {number} [seq] once acked
 */
export {};

/** Something that an object says and that is not read: the whole object is not judged then. */
export class NotJudged extends Error {}

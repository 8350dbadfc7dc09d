/** A character that a person would not see, or that would move or colour its neighbours: in no text that is shown. */
export const unseen =
  /[\p{Cc}\p{Cs}\u2028\u2029\u2800\ufff9-\ufffb]|(?![\ufe00-\ufe0f])\p{Default_Ignorable_Code_Point}/u;

/** The same, where line breaks and tabs may stand. */
export const unseenInLines =
  /(?![\n\t])[\p{Cc}\p{Cs}\u2028\u2029\u2800\ufff9-\ufffb]|(?![\ufe00-\ufe0f])\p{Default_Ignorable_Code_Point}/u;

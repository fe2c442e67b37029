// Package fold brings Persian text, as people type it, into one spelling, so
// that words can be found, compared and hashed.
//
// The same word reaches a government desk in many spellings: with the Arabic
// yeh and kaf of an old keyboard (كتابي), with or without the half-space
// (می‌شود, می شود, میشود), with diacritics and tanwin (لطفاً), stretched by
// kashida or by feeling (خیـــلی, سلاااام), with Persian, Arabic or full-width
// digits (۱۲, ١٢, １２), as presentation forms copied out of a PDF (ﻛﺘﺎﺏ), with
// direction marks, zero-width marks and pictures between the letters. After
// folding they are equal.
//
//	fold.Text("لطفاً كتاب‌هاي ۱۲ را می شود…")  // "لطفا کتابهای 12 را میشود"
//
// [Text] is for indexes, queries and hashes: fold the stored copy and the query
// with it, and never show its result to anybody. [Words] gives the same words
// with their place in the original, so that a match can be highlighted there.
// [Stem] cuts the usual endings off one folded word. [Digits] is for numbers
// that identify something: codes, national IDs, telephone numbers.
//
// # What is one word
//
// A word is a run of letters of one script or a run of digits; all else parts
// words and is dropped: blanks, punctuation, pictures. Half-spaces and marks
// neither part words nor stay. A blank in the place of a half-space is read as
// one where no other reading is likely: after می and نمی, before ها and its
// forms, before ای, ام, ایم, اید, اند when the word before ends in ه.
//
// # What is lost
//
// Folding is not reversible, and it makes some different words equal (جزء and
// جز, مسأله and مساله). It is meant for finding, where a hit too many costs
// less than a hit too few.
//
// All functions are pure and safe for concurrent use. Input that is not valid
// UTF-8 does no harm: broken bytes part words.
package fold

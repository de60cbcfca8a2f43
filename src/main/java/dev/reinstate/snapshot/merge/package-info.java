/**
 * How the agreed state becomes the next: the three-way merge of one repository, of runs that
 * parted, and what is let go of. Here is said which tags are disputed, in {@link
 * dev.reinstate.snapshot.merge.MergedRepository}, and which are forked.
 */
package dev.reinstate.snapshot.merge;

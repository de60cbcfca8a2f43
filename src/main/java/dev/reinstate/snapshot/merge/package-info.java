/**
 * How the agreed state becomes the next: the three-way merge of one repository, of runs that
 * parted, and what is let go of.
 */
package dev.reinstate.snapshot.merge;

/**
 * How the objects of a store are written and read: repository indexes, registry trees, roots.
 * Nothing here chooses which.
 */
package dev.reinstate.snapshot.format;

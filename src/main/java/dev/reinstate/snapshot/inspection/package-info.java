/** Looks at snapshots and changes nothing: verify, diff, list, export. */
package dev.reinstate.snapshot.inspection;

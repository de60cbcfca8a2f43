/** What confirmed runs announce before they write. */
package dev.reinstate.snapshot.journal;

/** Where snapshots are kept. */
package dev.reinstate.storage;

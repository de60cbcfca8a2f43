/** Streams that look at the bytes they pass on. */
package dev.reinstate.stream;

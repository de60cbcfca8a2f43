/**
 * The values every other package speaks in: repositories, registry prefixes, digests, descriptors,
 * manifests as raw bytes and what they refer to. No I/O.
 */
package dev.reinstate.image;

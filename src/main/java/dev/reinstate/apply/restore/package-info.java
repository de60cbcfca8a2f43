/**
 * Brings one image back: sources, blobs, children, manifest, tags, each write with what it expects
 * to find.
 */
package dev.reinstate.apply.restore;

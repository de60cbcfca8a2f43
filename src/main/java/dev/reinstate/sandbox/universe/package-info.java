/**
 * A model of the whole of {@code registry.k8s.io}: its regions in Artifact Registry with their
 * quotas and distances, the sources, the mirror of blobs, and what may go wrong with them.
 */
package dev.reinstate.sandbox.universe;

/** Artifact Registry's own REST inventory: a thousand images a request. */
package dev.reinstate.registry.artifactregistry;

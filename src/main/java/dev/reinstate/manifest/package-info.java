/**
 * The desired state, and what promoter manifests say, as values: registries, images, claims with
 * their place, problems.
 */
package dev.reinstate.manifest;

/**
 * Promoter manifests and the desired state they describe. Reading is strict: every problem is
 * reported with file, line and column, all of them together, and what is invalid is left out rather
 * than guessed.
 */
package dev.reinstate.manifest;

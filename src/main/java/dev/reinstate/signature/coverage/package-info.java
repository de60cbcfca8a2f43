/**
 * Which desired images lack what the policy asks for: by listings and by what the snapshot knows,
 * without a look at any signature itself. Findings, and counts by destination and subproject.
 */
package dev.reinstate.signature.coverage;

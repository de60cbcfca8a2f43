/**
 * Whether an event agrees with the manifests: the rules, and all they may ask, from the snapshot to
 * the registry itself.
 */
package dev.reinstate.audit.rules;

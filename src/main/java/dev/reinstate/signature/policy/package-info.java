/** From a policy's YAML to the policy: strict, and all that is wrong at once, with its place. */
package dev.reinstate.signature.policy;

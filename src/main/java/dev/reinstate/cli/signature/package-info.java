/**
 * What a signature policy has a say in, wired: options, and what looks at registries and snapshots
 * by them. The commands themselves are not here.
 */
package dev.reinstate.cli.signature;

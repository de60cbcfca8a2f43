/**
 * Where requests go: origins, references in links and locations and what they may lead to, and
 * addresses as a log may show them. Nothing here sends anything.
 */
package dev.reinstate.registry.address;

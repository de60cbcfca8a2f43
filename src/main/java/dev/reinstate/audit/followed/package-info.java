/** The manifests and the snapshot that events are judged by, kept fresh. */
package dev.reinstate.audit.followed;

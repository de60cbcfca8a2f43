/** An HTTP listener that bounds whatever a stranger sends. It knows nothing of events. */
package dev.reinstate.audit.http;

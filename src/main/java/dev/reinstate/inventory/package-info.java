/** What live registries hold, and the ports that read it. */
package dev.reinstate.inventory;

/** JSON that others wrote, read without the time it takes to start binding it to objects. */
package dev.reinstate.json;

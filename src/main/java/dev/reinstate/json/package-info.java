/**
 * How JSON is read and written here, and how deep it may be. What documents say belongs to others.
 */
package dev.reinstate.json;

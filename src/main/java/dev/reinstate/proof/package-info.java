/**
 * What earlier looks at images proved, and how old that is: places on a ring, the documents that
 * runs leave in the store, and what they say together. Who looks, and at what, is for others.
 */
package dev.reinstate.proof;

/** Images to fill it with, the same for the same seed. */
package dev.reinstate.sandbox.image;

/**
 * Carries out the actions of a plan: sources are read, destinations written, every action ends in
 * an outcome. Blobs come before children, children before their index, an image before its tags.
 */
package dev.reinstate.apply;

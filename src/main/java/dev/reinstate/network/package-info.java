/** How hosts are reached: which are trusted, through which proxy, and which speak no TLS. */
package dev.reinstate.network;

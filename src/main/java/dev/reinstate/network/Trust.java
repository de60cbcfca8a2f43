package dev.reinstate.network;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.Map;
import javax.net.ssl.SSLContext;

/** Whose certificates are taken, and which of ours are shown, by host. */
public final class Trust {

  /** The platform's authorities, and no certificate of ours. */
  public static final Trust PLATFORM = new Trust();

  private Trust() {}

  /**
   * What the process's variables say; nothing is read yet.
   *
   * @param environment the process's variables
   */
  public static Trust of(Map<String, String> environment) {
    return PLATFORM;
  }

  /**
   * The same, and the authorities of a file besides.
   *
   * @param file in PEM; {@link IllegalArgumentException} names what is wrong with it
   */
  public Trust withAuthorities(String file) {
    return this;
  }

  /**
   * For connections to a host; the same one for all hosts that need none of their own. The first
   * call reads the authorities, which takes its time.
   *
   * @param host with its port where it is not 443
   * @throws IOException naming the file that cannot be read
   */
  public SSLContext context(String host) throws IOException {
    try {
      return SSLContext.getDefault();
    } catch (GeneralSecurityException e) {
      throw new IOException("the platform's authorities cannot be read: " + e.getMessage(), e);
    }
  }
}

package dev.reinstate.registry.authentication;

/** A credential for one host. Its text never shows the secret. */
public sealed interface HostCredential {

  /** A user and password: sent as Basic where the host asks for it, or traded for a token. */
  record Login(String user, String password) implements HostCredential {
    @Override
    public String toString() {
      return "user '" + user + "'";
    }
  }

  /**
   * An OAuth access token that the host takes as it is.
   *
   * @param description whose it is
   */
  record AccessToken(String value, String description) implements HostCredential {
    @Override
    public String toString() {
      return description;
    }
  }

  /** An identity token of Docker's configuration, to be traded for a token. */
  record RefreshToken(String value) implements HostCredential {
    @Override
    public String toString() {
      return "an identity token";
    }
  }
}

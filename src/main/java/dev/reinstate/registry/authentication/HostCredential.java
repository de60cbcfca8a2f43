package dev.reinstate.registry.authentication;

/** A credential for one host or a part of it. Its text says where it is from, never the secret. */
public sealed interface HostCredential {

  /**
   * A user and password: sent as Basic where the host asks for it, or traded for a token.
   *
   * @param source the file or program that it is from
   */
  record Login(String user, String password, String source) implements HostCredential {
    @Override
    public String toString() {
      return "user '" + user + "' (from " + source + ")";
    }
  }

  /**
   * An OAuth access token, or a registry token, that the host takes as it is.
   *
   * @param description whose it is
   */
  record AccessToken(String value, String description) implements HostCredential {
    @Override
    public String toString() {
      return description;
    }
  }

  /**
   * An identity token of Docker's configuration, to be traded for a token.
   *
   * @param source the file or program that it is from
   */
  record RefreshToken(String value, String source) implements HostCredential {
    @Override
    public String toString() {
      return "an identity token (from " + source + ")";
    }
  }

  /**
   * None, and what is asked is asked as anybody.
   *
   * @param reason why; may be empty
   */
  record Anonymous(String reason) implements HostCredential {
    @Override
    public String toString() {
      return reason.isEmpty() ? "anonymous" : "anonymous (" + reason + ")";
    }
  }
}

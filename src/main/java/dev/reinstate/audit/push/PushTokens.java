package dev.reinstate.audit.push;

import java.util.Optional;

/** Says who may push. */
public interface PushTokens {

  /** Everybody may: something in front of the service asks for tokens. */
  PushTokens NOT_ASKED_FOR = authorization -> Check.ADMITTED;

  /**
   * What a token is worth.
   *
   * @param status 200, 401 or 403
   * @param why for whoever runs the service; never tells anything of a token but its claims
   */
  record Check(int status, String why) {

    public static final Check ADMITTED = new Check(200, "");

    static Check unauthorized(String why) {
      return new Check(401, why);
    }

    static Check forbidden(String why) {
      return new Check(403, why);
    }

    boolean admitted() {
      return status == 200;
    }
  }

  /**
   * Judges the caller.
   *
   * @param authorization the header's value
   */
  Check check(Optional<String> authorization);
}

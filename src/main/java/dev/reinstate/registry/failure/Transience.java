package dev.reinstate.registry.failure;

import com.google.common.base.Throwables;
import com.google.common.collect.ImmutableSet;
import dev.reinstate.apply.BrokenSourceException;
import dev.reinstate.network.HostFaultException;
import dev.reinstate.registry.address.PermanentException;
import java.security.cert.CertificateException;
import javax.net.ssl.SSLPeerUnverifiedException;

/** Tells failures that may pass from those that asking again will not change. */
public final class Transience {

  private static final int TOO_MANY_REQUESTS = 429;

  /**
   * Codes that pass whatever the status: {@code UNKNOWN} stands for any trouble inside a registry
   * (https://distribution.github.io/distribution/spec/api/#errors-2 knows no more of it), and an
   * upload that is not known any more is opened again.
   */
  private static final ImmutableSet<String> PASSING_CODES =
      ImmutableSet.of("UNKNOWN", "BLOB_UPLOAD_UNKNOWN", "BLOB_UPLOAD_INVALID");

  private static final ImmutableSet<Integer> PASSING_STATUSES =
      ImmutableSet.of(408, TOO_MANY_REQUESTS);

  /** Of the 5xx, what a server will never do: 501, 505. */
  private static final ImmutableSet<Integer> LASTING_STATUSES = ImmutableSet.of(501, 505);

  private Transience() {}

  public static boolean isThrottling(RegistryException failure) {
    return failure.status().orElse(0) == TOO_MANY_REQUESTS;
  }

  public static boolean mayPass(RegistryException failure) {
    return failure.status().isPresent()
        ? statusMayPass(failure.status().getAsInt())
            || PASSING_CODES.stream().anyMatch(failure::hasCode)
        : causeMayPass(failure);
  }

  private static boolean statusMayPass(int status) {
    return PASSING_STATUSES.contains(status)
        || (status >= 500 && !LASTING_STATUSES.contains(status));
  }

  /** Without an answer, or with one that broke off or was damaged on its way. */
  private static boolean causeMayPass(RegistryException failure) {
    return Throwables.getCausalChain(failure).stream()
        .noneMatch(
            cause ->
                cause instanceof PermanentException
                    || cause instanceof HostFaultException
                    || cause instanceof BrokenSourceException
                    || cause instanceof CertificateException
                    || cause instanceof SSLPeerUnverifiedException);
  }
}

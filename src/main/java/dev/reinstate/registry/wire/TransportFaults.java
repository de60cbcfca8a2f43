package dev.reinstate.registry.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.google.common.base.Ascii;
import dev.reinstate.network.HostFaultException;
import dev.reinstate.network.ProxyException;
import dev.reinstate.network.Trust;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Says what is wrong with a host, where a failure or an answer is not of what it was asked. */
final class TransportFaults {

  private static final int BAD_REQUEST = 400;

  /** BoringSSL's name for a failure, amid lines and addresses that differ each time. */
  private static final Pattern BORING = Pattern.compile("OPENSSL_internal:(\\w+)");

  private final Trust trust;

  TransportFaults(Trust trust) {
    this.trust = trust;
  }

  /**
   * The failure itself, unless it says that the host is at fault; what is said of a host or of the
   * proxy before it already is no word of the host's.
   */
  IOException explained(Request request, IOException failure) {
    if (failure instanceof HeadParser.TlsAnswerException) {
      return Trust.wantsTls(host(request.uri()));
    }
    if (failure instanceof ProxyException || failure instanceof HostFaultException) {
      return failure;
    }
    return trust
        .fault(host(request.uri()), failure)
        .<IOException>map(it -> it)
        .orElseGet(() -> inWords(failure));
  }

  private static IOException inWords(IOException failure) {
    Matcher boring = BORING.matcher(String.valueOf(failure.getMessage()));
    return boring.find()
        ? new IOException("TLS failed: " + Ascii.toLowerCase(boring.group(1)), failure)
        : failure;
  }

  /** The answer itself, unless it says that it was asked in the wrong way. */
  Response checked(Request request, Response answer) throws IOException {
    trust.answered(request.uri().getHost(), request.uri().getPort());
    if (answer.status() != BAD_REQUEST) {
      return answer;
    }
    Response detached = answer.detached();
    byte[] body = detached.body().readAllBytes();
    Optional<HostFaultException> fault =
        trust.fault(
            host(request.uri()),
            request.uri().getScheme().equals("https"),
            new String(body, ISO_8859_1));
    if (fault.isPresent()) {
      throw fault.get();
    }
    return detached.withBody(new ByteArrayInputStream(body));
  }

  private static String host(URI uri) {
    return Trust.name(uri.getHost(), uri.getPort());
  }
}

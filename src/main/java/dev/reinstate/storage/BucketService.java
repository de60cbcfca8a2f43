package dev.reinstate.storage;

import com.google.auth.Credentials;
import com.google.auth.oauth2.GoogleCredentials;
import com.google.cloud.NoCredentials;
import com.google.cloud.http.HttpTransportOptions;
import com.google.cloud.storage.HttpStorageOptions;
import com.google.cloud.storage.StorageOptions;
import dev.reinstate.network.GoogleAccess;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Google Cloud Storage, or what is in its place. */
final class BucketService {

  private static final Logger LOG = LoggerFactory.getLogger(BucketService.class);
  private static final URI STORAGE = URI.create("https://storage.googleapis.com");

  /** An emulator has no projects; without one the client would look for this machine's. */
  private static final String NO_PROJECT = "emulator";

  private BucketService() {}

  /**
   * With application default credentials, or for an emulator, of which is said once that it is
   * used, without any; no request is made but to find credentials.
   *
   * @throws IllegalArgumentException when the variable that names an emulator is malformed
   */
  static HttpStorageOptions.Builder options(GoogleAccess google, StorageWaits waits) {
    HttpStorageOptions.Builder options =
        StorageOptions.http()
            .setTransportOptions(
                HttpTransportOptions.newBuilder()
                    .setHttpTransportFactory(google.transports())
                    .build());
    Optional<String> emulator = google.emulator();
    if (emulator.isPresent()) {
      waits.sayOnce(
          "Storage is the emulator at " + emulator.get() + ", from $" + GoogleAccess.EMULATOR);
      return options
          .setHost(emulator.get())
          .setCredentials(NoCredentials.getInstance())
          .setProjectId(NO_PROJECT);
    }
    URI address = google.address(STORAGE);
    if (!address.equals(STORAGE)) {
      options.setHost(address.toString());
    }
    return options.setCredentials(credentials(google));
  }

  /** None where none can be had: what then is refused says so. */
  private static Credentials credentials(GoogleAccess google) {
    try {
      return GoogleCredentials.getApplicationDefault(google.transports());
    } catch (IOException e) {
      LOG.info("No application default credentials for storage: {}", e.getMessage());
      return NoCredentials.getInstance();
    }
  }
}

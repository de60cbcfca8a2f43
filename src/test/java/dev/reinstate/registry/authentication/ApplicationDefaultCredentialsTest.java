package dev.reinstate.registry.authentication;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.api.client.http.javanet.NetHttpTransport;
import com.google.auth.oauth2.AccessToken;
import com.google.auth.oauth2.GoogleCredentials;
import dev.reinstate.image.Repository;
import java.io.IOException;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ApplicationDefaultCredentialsTest {

  private static final Repository PAUSE = Repository.parse("us.gcr.io/prod/pause");

  @Test
  void readsGoAsTheJobItself() throws IOException {
    GoogleCredentials own =
        GoogleCredentials.create(
            new AccessToken("secret", Date.from(Instant.now().plusSeconds(3600))));

    HostCredential credential =
        new ApplicationDefaultCredentials(own, NetHttpTransport::new).find(PAUSE, Optional.empty());
    assertEquals("secret", assertInstanceOf(HostCredential.AccessToken.class, credential).value());
  }

  @Test
  void failureSaysWhatToDo() {
    GoogleCredentials broken =
        new GoogleCredentials() {
          private static final long serialVersionUID = 1L;

          @Override
          public AccessToken refreshAccessToken() throws IOException {
            throw new IOException("metadata server is down");
          }
        };
    Credentials credentials = new ApplicationDefaultCredentials(broken, NetHttpTransport::new);

    IOException own =
        assertThrows(IOException.class, () -> credentials.find(PAUSE, Optional.empty()));
    assertTrue(own.getMessage().contains("metadata server is down; give"), own.getMessage());
    IOException writer =
        assertThrows(
            IOException.class, () -> credentials.find(PAUSE, Optional.of("writer@prod.example")));
    assertTrue(
        writer.getMessage().startsWith("cannot act as writer@prod.example")
            && writer.getMessage().endsWith("roles/iam.serviceAccountTokenCreator on it"),
        writer.getMessage());
  }

  @Test
  void whatIsThereAndBrokenIsNotTakenForNone() throws IOException {
    String missing =
        "Error reading credential file from environment variable GOOGLE_APPLICATION_CREDENTIALS,"
            + " value '/keys/prow.json': File does not exist.";
    Credentials broken =
        ApplicationDefaultCredentials.load(
            () -> {
              throw new IOException(missing);
            },
            NetHttpTransport::new);
    IOException e = assertThrows(IOException.class, () -> broken.find(PAUSE, Optional.empty()));
    assertTrue(e.getMessage().startsWith("no credential for us.gcr.io: "), e.getMessage());
    assertTrue(e.getMessage().contains(missing + "; mend or unset"), e.getMessage());

    Credentials none =
        ApplicationDefaultCredentials.load(
            () -> {
              throw new IOException("Your default credentials were not found. To set up ...");
            },
            NetHttpTransport::new);
    assertEquals(new HostCredential.Anonymous(""), none.find(PAUSE, Optional.empty()));
  }
}

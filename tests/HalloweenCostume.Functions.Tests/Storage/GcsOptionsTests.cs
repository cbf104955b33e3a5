using System.Security.Cryptography;
using System.Text.Json;
using HalloweenCostume.Functions.Storage;
using HalloweenCostume.Settings;

namespace HalloweenCostume.Functions.Tests.Storage;

public sealed class GcsOptionsTests : IDisposable
{
    private const string Email = "pictures@my-project.iam.gserviceaccount.com";
    private readonly RSA _key = RSA.Create();
    private readonly string _file = Path.GetTempFileName();

    public GcsOptionsTests() => _key.ImportFromPem(Pem);

    private static string Pem => GcsServer.PrivateKeyPem;

    public void Dispose()
    {
        _key.Dispose();
        File.Delete(_file);
    }

    [Theory]
    [InlineData("as it is")]
    [InlineData("escaped")]
    [InlineData("escaped, in quotes")]
    [InlineData("as JSON has it, with its comma")]
    [InlineData("in single quotes, no last line break")]
    [InlineData("from Windows")]
    [InlineData("escaped from Windows")]
    [InlineData("in one line")]
    [InlineData("PKCS#1")]
    [InlineData("PKCS#1, escaped")]
    public void A_key_is_understood_however_it_was_pasted(string how)
    {
        var pem = how switch
        {
            "escaped" => Pem.Replace("\n", "\\n", StringComparison.Ordinal) + "\\n",
            "escaped, in quotes" => $"\"{Pem.Replace("\n", "\\n", StringComparison.Ordinal)}\\n\"",
            "as JSON has it, with its comma" => JsonSerializer.Serialize(Pem) + ",",
            "in single quotes, no last line break" => $"'{Pem.TrimEnd()}'",
            "from Windows" => Pem.ReplaceLineEndings("\r\n"),
            "escaped from Windows" => Pem.Replace("\n", "\\r\\n", StringComparison.Ordinal),
            "in one line" => Pem.Replace('\n', ' '),
            "PKCS#1" => _key.ExportRSAPrivateKeyPem(),
            "PKCS#1, escaped" => _key.ExportRSAPrivateKeyPem().Replace("\n", "\\n", StringComparison.Ordinal),
            _ => Pem,
        };

        var options = Read(("GCP_PRIVATE_KEY", pem));

        Assert.Equal(_key.ExportParameters(true).D, options.Account.Key.D);
        Assert.Equal(("my-project", Email, true), (options.Account.ProjectId, options.Account.Email, options.Known));
        Assert.Equal(new Uri("https://storage.googleapis.com"), options.Endpoint.Address);
    }

    [Theory]
    [InlineData("a whole file", "is the whole key file")]
    [InlineData("an encrypted key", "is encrypted")]
    [InlineData("an encrypted key of the old kind", "is encrypted")]
    [InlineData("a curve's key", "is damaged or no RSA private key")]
    [InlineData("a curve's key of the old kind", "is no RSA private key but something else")]
    [InlineData("a public key", "is no RSA private key but something else")]
    [InlineData("cut off", "is damaged or cut off")]
    [InlineData("a letter changed", "is damaged or no RSA private key")]
    [InlineData("its base64 alone", "is no key")]
    [InlineData("a word", "is no key")]
    public void Any_other_key_is_refused_by_name_with_what_helps_and_without_a_part_of_it(string what, string expected)
    {
        using var curve = ECDsa.Create();
        var secret = Pem.Split('\n')[8];
        var pem = what switch
        {
            "a whole file" => KeyFile(),
            "an encrypted key" => _key.ExportEncryptedPkcs8PrivateKeyPem("x", new(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1)),
            "an encrypted key of the old kind" => _key.ExportRSAPrivateKeyPem().Replace("KEY-----\n", "KEY-----\nProc-Type: 4,ENCRYPTED\n\n", StringComparison.Ordinal),
            "a curve's key" => curve.ExportPkcs8PrivateKeyPem(),
            "a curve's key of the old kind" => curve.ExportECPrivateKeyPem(),
            "a public key" => _key.ExportSubjectPublicKeyInfoPem(),
            "cut off" => Pem[..1000],
            "a letter changed" => Pem.Replace(secret, (secret[0] == 'A' ? 'B' : 'A') + secret[1..], StringComparison.Ordinal),
            "its base64 alone" => Convert.ToBase64String(_key.ExportPkcs8PrivateKey()),
            _ => "secret",
        };

        var error = Assert.Single(Refusals(("GCP_PRIVATE_KEY", pem)));

        Assert.StartsWith("GCP_PRIVATE_KEY: " + expected, error, StringComparison.Ordinal);
        Assert.Contains("it should be the", error, StringComparison.Ordinal);
        Assert.DoesNotContain(secret[1..], error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GCP_PROJECT_ID", "is missing: it should be the project_id")]
    [InlineData("GCP_CLIENT_EMAIL", "is missing: it should be the client_email")]
    [InlineData("GCP_PRIVATE_KEY", "is missing: it should be the private_key")]
    public void Two_of_the_three_are_not_enough(string missing, string expected)
    {
        Assert.StartsWith($"{missing}: {expected}", Assert.Single(Refusals((missing, null))), StringComparison.Ordinal);
    }

    [Fact]
    public void Without_any_of_them_all_are_asked_for() =>
        Assert.Equal(3, Refusals(("GCP_PROJECT_ID", null), ("GCP_CLIENT_EMAIL", null), ("GCP_PRIVATE_KEY", null)).Count);

    [Theory]
    [InlineData("somebody@gmail.com")]
    [InlineData("my-project.iam.gserviceaccount.com")]
    [InlineData("@my-project.iam.gserviceaccount.com")]
    [InlineData("a@@my-project.iam.gserviceaccount.com")]
    [InlineData("a@.gserviceaccount.com")]
    [InlineData("serviceAccount:a@my-project.iam.gserviceaccount.com")]
    [InlineData("<a@my-project.iam.gserviceaccount.com>")]
    public void An_email_that_is_no_service_accounts_is_refused(string email) =>
        Assert.StartsWith($"GCP_CLIENT_EMAIL: '{email}' should be the client_email", Assert.Single(Refusals(("GCP_CLIENT_EMAIL", email))), StringComparison.Ordinal);

    [Theory]
    [InlineData("123456-compute@developer.gserviceaccount.com")]
    [InlineData("my-project@appspot.gserviceaccount.com")]
    public void Any_service_account_will_do(string email) => Assert.Equal(email, Read(("GCP_CLIENT_EMAIL", email)).Account.Email);

    [Fact]
    public void The_key_file_of_application_default_credentials_stands_in_for_the_three()
    {
        File.WriteAllText(_file, KeyFile());
        var account = Read(("GCP_CLIENT_EMAIL", null), ("GCP_PRIVATE_KEY", null), ("GOOGLE_APPLICATION_CREDENTIALS", _file)).Account;
        Assert.Equal(("file-project", "file@my-project.iam.gserviceaccount.com"), (account.ProjectId, account.Email));
        Assert.Equal(_key.ExportParameters(true).D, account.Key.D);
        // The three go before it.
        Assert.Equal(Email, Read(("GOOGLE_APPLICATION_CREDENTIALS", _file)).Account.Email);
    }

    [Theory]
    [InlineData("""{"type": "authorized_user", "client_id": "x", "refresh_token": "hidden"}""", "is a file of type authorized_user, with which no URL can be signed")]
    [InlineData("""{"type": "external_account"}""", "is a file of type external_account")]
    [InlineData("""{"type": "service_account", "project_id": "p", "client_email": "e", "private_key": "hidden"}""", "The private_key of the file is no key")]
    [InlineData("""{"type": "service_account"}""", "The file has no project_id, client_email or private_key")]
    [InlineData("""[]""", "is no key file")]
    [InlineData("hidden", "is no key file")]
    [InlineData(null, "cannot be read")]
    public void A_file_that_cannot_sign_is_refused_by_name(string? content, string expected)
    {
        if (content is null)
            File.Delete(_file);
        else
            File.WriteAllText(_file, content);
        var error = Assert.Single(Refusals(("GCP_CLIENT_EMAIL", null), ("GCP_PRIVATE_KEY", null), ("GOOGLE_APPLICATION_CREDENTIALS", _file)));
        Assert.StartsWith("GOOGLE_APPLICATION_CREDENTIALS: ", error, StringComparison.Ordinal);
        Assert.Contains(expected, error, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("localhost:4443", "http://localhost:4443/")]
    [InlineData("127.0.0.1:9", "http://127.0.0.1:9/")]
    [InlineData("http://localhost:4443", "http://localhost:4443/")]
    [InlineData("http://localhost:4443/", "http://localhost:4443/")]
    [InlineData("http://localhost:4443/storage/v1/", "http://localhost:4443/")]
    [InlineData("https://gcs.example:4443", "https://gcs.example:4443/")]
    public void An_emulator_is_named_as_for_Googles_own_clients(string value, string expected)
    {
        var endpoint = Read(("STORAGE_EMULATOR_HOST", value)).Endpoint;
        Assert.Equal((new Uri(expected), true), (endpoint.Address, endpoint.Emulator));
    }

    [Theory]
    [InlineData("ftp://localhost")]
    [InlineData("http://user:secret@localhost")]
    [InlineData("http://localhost/elsewhere")]
    [InlineData("http://")]
    public void Any_other_emulator_is_refused(string value) =>
        Assert.StartsWith("STORAGE_EMULATOR_HOST: ", Assert.Single(Refusals(("STORAGE_EMULATOR_HOST", value))), StringComparison.Ordinal);

    [Fact]
    public void Nothing_that_is_signed_with_a_real_key_goes_over_a_network_in_the_clear()
    {
        Assert.StartsWith("STORAGE_EMULATOR_HOST: 'http://gcs:4443/' would get what is signed in the clear", Assert.Single(Refusals(("STORAGE_EMULATOR_HOST", "gcs:4443"))), StringComparison.Ordinal);

        var made = Read(("STORAGE_EMULATOR_HOST", "gcs:4443"), ("GCP_CLIENT_EMAIL", null), ("GCP_PRIVATE_KEY", null));
        Assert.False(made.Known);
        Assert.NotNull(made.Account.Key.D);
    }

    private static string KeyFile() => JsonSerializer.Serialize(new { type = "service_account", project_id = "file-project", client_email = "file@my-project.iam.gserviceaccount.com", private_key = Pem });

    private static GcsOptions Read(params (string Name, string? Value)[] changes)
    {
        var settings = Settings(changes);
        var options = GcsOptions.From(settings);
        settings.ThrowIfRefused();
        return options;
    }

    private static IReadOnlyList<string> Refusals(params (string Name, string? Value)[] changes)
    {
        var settings = Settings(changes);
        GcsOptions.From(settings);
        return Assert.Throws<SettingsException>(settings.ThrowIfRefused).Errors;
    }

    private static SettingsReader Settings((string Name, string? Value)[] changes)
    {
        var settings = new Dictionary<string, string?> { ["GCP_PROJECT_ID"] = "my-project", ["GCP_CLIENT_EMAIL"] = Email, ["GCP_PRIVATE_KEY"] = Pem };
        foreach (var (name, value) in changes)
            settings[name] = value;
        return GcsHost.Reader(settings);
    }
}

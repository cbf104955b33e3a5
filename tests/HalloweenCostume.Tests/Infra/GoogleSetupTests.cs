using System.Text.Json;

namespace HalloweenCostume.Tests.Infra;

public sealed class GoogleSetupTests : IDisposable
{
    private readonly FakeClouds _clouds = new();

    public void Dispose() => _clouds.Dispose();

    [Fact]
    public async Task Four_buckets_are_made_that_nobody_can_make_public()
    {
        Assert.Equal(0, (await _clouds.SetUpGoogleAsync()).ExitCode);

        foreach (var (bucket, softDelete) in (IEnumerable<(string, string)>)[("party-loras", "7d"), ("party-generated", "0"), ("party-uploads", "0"), ("party-generated-backups", "7d")])
        {
            Assert.Equal("europe-west1", Of(bucket, "location"));
            Assert.Equal("true", Of(bucket, "uniform"));
            Assert.Equal("enforced", Of(bucket, "public-access-prevention"));
            Assert.Equal("off", Of(bucket, "versioning"));
            Assert.Equal(softDelete, Of(bucket, "soft-delete"));
        }
    }

    [Fact]
    public async Task The_account_writes_models_pictures_and_copies_of_the_database()
    {
        await _clouds.SetUpGoogleAsync();

        Assert.Equal($"roles/storage.objectUser serviceAccount:{FakeClouds.ServiceAccount}", Of("party-loras", "roles"));
        Assert.Equal($"roles/storage.objectUser serviceAccount:{FakeClouds.ServiceAccount}", Of("party-generated", "roles"));
        Assert.Equal($"roles/storage.objectUser serviceAccount:{FakeClouds.ServiceAccount}", Of("party-uploads", "roles"));
        Assert.Equal($"roles/storage.objectUser serviceAccount:{FakeClouds.ServiceAccount}", Of("party-generated-backups", "roles"));
    }

    [Theory]
    [InlineData("party-loras", null)]
    [InlineData("party-generated", null)]
    [InlineData("party-uploads", 30)]
    [InlineData("party-generated-backups", 400)]
    public async Task Uploads_and_copies_of_the_database_alone_grow_old(string bucket, int? days)
    {
        await _clouds.SetUpGoogleAsync();

        using var lifecycle = JsonDocument.Parse(Of(bucket, "lifecycle.json"));
        var deletes = lifecycle.RootElement.GetProperty("rule").EnumerateArray()
            .Where(rule => rule.GetProperty("action").GetProperty("type").GetString() == "Delete").Select(rule => rule.GetProperty("condition")).ToList();
        Assert.Equal(days, deletes.Where(condition => condition.TryGetProperty("age", out _)).Select(condition => (int?)condition.GetProperty("age").GetInt32()).SingleOrDefault());
        Assert.All(deletes, condition => Assert.True(condition.TryGetProperty("age", out _) || !condition.GetProperty("isLive").GetBoolean()));
    }

    [Fact]
    public async Task The_site_may_read_pictures_and_upload_models_and_no_more()
    {
        await _clouds.SetUpGoogleAsync();
        Assert.False(File.Exists(_clouds.State("buckets", "party-generated", "cors.json")));

        Assert.Equal(0, (await _clouds.SetUpGoogleAsync("https://party.example")).ExitCode);

        using var cors = JsonDocument.Parse(Of("party-generated", "cors.json"));
        var rule = Assert.Single(cors.RootElement.EnumerateArray());
        Assert.Equal(["https://party.example"], rule.GetProperty("origin").EnumerateArray().Select(origin => origin.GetString()));
        Assert.Equal(["GET", "HEAD"], rule.GetProperty("method").EnumerateArray().Select(method => method.GetString()));
        using var uploads = JsonDocument.Parse(Of("party-loras", "cors.json"));
        var upload = Assert.Single(uploads.RootElement.EnumerateArray());
        Assert.Equal(["https://party.example"], upload.GetProperty("origin").EnumerateArray().Select(origin => origin.GetString()));
        Assert.Equal(["PUT"], upload.GetProperty("method").EnumerateArray().Select(method => method.GetString()));
        // What the store's tests of the Azure host send.
        Assert.Equal(["content-type", "x-goog-content-length-range", "x-goog-if-generation-match"], upload.GetProperty("responseHeader").EnumerateArray().Select(header => header.GetString()!.ToLowerInvariant()));
        Assert.False(File.Exists(_clouds.State("buckets", "party-uploads", "cors.json")));
    }

    [Fact]
    public async Task A_second_run_makes_nothing()
    {
        await _clouds.SetUpGoogleAsync();
        var made = _clouds.Made;
        var key = await File.ReadAllTextAsync(_clouds.KeyFile);
        Assert.Equal(["account " + FakeClouds.ServiceAccount, "bucket gs://party-generated", "bucket gs://party-generated-backups", "bucket gs://party-loras", "bucket gs://party-uploads", "key of " + FakeClouds.ServiceAccount], made.Order());

        Assert.Equal(0, (await _clouds.SetUpGoogleAsync()).ExitCode);

        Assert.Equal(made, _clouds.Made);
        Assert.Equal(key, await File.ReadAllTextAsync(_clouds.KeyFile));
        Assert.Single(await File.ReadAllLinesAsync(_clouds.State("buckets", "party-loras", "roles")));
    }

    [Fact]
    public async Task A_second_run_puts_right_what_was_changed_by_hand()
    {
        await _clouds.SetUpGoogleAsync();
        await File.WriteAllTextAsync(_clouds.State("buckets", "party-generated", "public-access-prevention"), "inherited");
        await File.WriteAllTextAsync(_clouds.State("buckets", "party-generated", "soft-delete"), "7d");

        await _clouds.SetUpGoogleAsync();

        Assert.Equal("enforced", Of("party-generated", "public-access-prevention"));
        Assert.Equal("0", Of("party-generated", "soft-delete"));
    }

    [Fact]
    public async Task The_bucket_of_backups_has_the_name_that_it_is_given()
    {
        _clouds.Parameters["GCP_BACKUP_BUCKET_NAME"] = "party-copies";

        Assert.Equal(0, (await _clouds.SetUpGoogleAsync()).ExitCode);

        Assert.Equal("7d", Of("party-copies", "soft-delete"));
        Assert.False(Directory.Exists(_clouds.State("buckets", "party-generated-backups")));
    }

    [Theory]
    [InlineData(55, true)]
    [InlineData(56, false)]
    public async Task A_name_that_would_be_too_long_for_a_bucket_is_asked_for(int length, bool fits)
    {
        var pictures = new string('p', length);
        _clouds.Parameters["GCP_USER_IMG_GENERATED_BUCKET_NAME"] = pictures;

        var (exitCode, output) = await _clouds.SetUpGoogleAsync();

        Assert.Equal(fits ? 0 : 1, exitCode);
        Assert.Equal(fits, Directory.Exists(_clouds.State("buckets", pictures + "-backups")));
        Assert.Equal(!fits, output.Contains("GCP_BACKUP_BUCKET_NAME is missing: it should be", StringComparison.Ordinal));
        Assert.Equal(!fits, _clouds.Calls.Length == 0);
    }

    [Fact]
    public async Task The_key_is_for_its_owner_alone()
    {
        await _clouds.SetUpGoogleAsync();

        Assert.Contains(FakeClouds.PrivateKey, await File.ReadAllTextAsync(_clouds.KeyFile), StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_clouds.KeyFile));
    }

    [Fact]
    public async Task A_key_of_another_account_is_not_replaced()
    {
        await File.WriteAllTextAsync(_clouds.KeyFile, """{"client_email":"other@elsewhere.example","private_key":"x"}""");

        var (exitCode, output) = await _clouds.SetUpGoogleAsync();

        Assert.Equal(1, exitCode);
        Assert.Contains("GCP_KEY_FILE", output, StringComparison.Ordinal);
        Assert.Contains("other@elsewhere.example", await File.ReadAllTextAsync(_clouds.KeyFile), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_new_account_that_is_not_yet_known_everywhere_is_waited_for()
    {
        _clouds.Fail("binding", 2);

        Assert.Equal(0, (await _clouds.SetUpGoogleAsync()).ExitCode);

        Assert.Equal(2, _clouds.Calls.Count(call => call.StartsWith("sleep ", StringComparison.Ordinal)));
        Assert.NotEmpty(Of("party-loras", "roles"));
    }

    private string Of(string bucket, string setting) => File.ReadAllText(_clouds.State("buckets", bucket, setting)).Trim();
}

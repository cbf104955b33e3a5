using HalloweenCostume.Functions.Tests.Storage.Server;

namespace HalloweenCostume.Functions.Tests.Storage;

public sealed class GcsFaultTests : IAsyncLifetime
{
    private readonly byte[] _bytes = Samples.Bytes();
    private GcsHost _host = null!;

    private GcsServer Server => _host.Server;

    public async Task InitializeAsync() => _host = await GcsHost.StartAsync(patienceSeconds: 2);

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Theory]
    [InlineData(nameof(GcsFault.Busy))]
    [InlineData(nameof(GcsFault.BusyAfterBody))]
    [InlineData(nameof(GcsFault.KeptButBusy))]
    [InlineData(nameof(GcsFault.KeptButReset))]
    [InlineData(nameof(GcsFault.Reset))]
    [InlineData(nameof(GcsFault.TooMany))]
    [InlineData(nameof(GcsFault.Silence))]
    public async Task An_upload_that_something_comes_in_between_of_is_written_once_and_whole(string fault)
    {
        Server.Next(Enum.Parse<GcsFault>(fault));
        Assert.True(await _host.Store.PutAsync(Samples.Picture, _bytes));
        Assert.Equal(_bytes, Assert.Single(Server.Buckets.Objects).Value.Bytes);
        Assert.Equal(1, Server.Buckets.Writes);
    }

    [Fact]
    public async Task Four_faults_in_a_row_pass()
    {
        Server.Next(GcsFault.Busy, GcsFault.Reset, GcsFault.TooMany, GcsFault.BusyAfterBody);
        Assert.True(await _host.Store.PutAsync(Samples.Picture, _bytes));
        Assert.Equal(_bytes, Assert.Single(Server.Buckets.Objects).Value.Bytes);
    }

    [Fact]
    public async Task The_fifth_is_told_and_nothing_is_left()
    {
        Server.Next([.. Enumerable.Repeat(GcsFault.Busy, 5)]);
        var exception = await Assert.ThrowsAsync<IOException>(() => _host.Store.PutAsync(Samples.Picture, _bytes));
        Assert.Equal($"The object {Samples.Picture} could not be written: Google answered 503 ServiceUnavailable.", exception.Message);
        Assert.Equal(5, Server.Requests.Count);
        Assert.Empty(Server.Buckets.Objects);
    }

    [Theory]
    [InlineData(nameof(GcsFault.KeptButBusy), false)]
    [InlineData(nameof(GcsFault.KeptButReset), false)]
    [InlineData(nameof(GcsFault.BusyAfterBody), true)]
    [InlineData(nameof(GcsFault.Reset), true)]
    public async Task A_name_found_taken_at_a_second_try_is_ours_if_it_holds_our_bytes(string fault, bool byAnother)
    {
        if (byAnother)
            await _host.Store.PutAsync(Samples.Picture, Samples.Bytes(_bytes.Length));
        Server.Next(Enum.Parse<GcsFault>(fault));
        Assert.Equal(!byAnother, await _host.Store.PutAsync(Samples.Picture, _bytes));
        Assert.Equal(1, Server.Buckets.Writes);
    }

    [Theory]
    [InlineData(nameof(GcsFault.Forbidden), "Google answered 403 AccessDenied.")]
    [InlineData(nameof(GcsFault.NotFound), "Google answered 404 NoSuchKey.")]
    public async Task What_will_not_pass_is_not_tried_again(string fault, string expected)
    {
        Server.Next(Enum.Parse<GcsFault>(fault));
        var exception = await Assert.ThrowsAsync<IOException>(() => _host.Store.PutAsync(Samples.Picture, _bytes));
        Assert.EndsWith(expected, exception.Message, StringComparison.Ordinal);
        Assert.Single(Server.Requests);
    }

    [Fact]
    public async Task A_name_found_taken_at_the_first_try_is_not_looked_into()
    {
        Server.Next(GcsFault.Taken);
        Assert.False(await _host.Store.PutAsync(Samples.Picture, _bytes));
        Assert.Single(Server.Requests);
    }

    [Fact]
    public async Task A_stream_that_can_be_read_once_is_sent_again_too()
    {
        Server.Next(GcsFault.Reset, GcsFault.BusyAfterBody);
        using var content = new OnceOnly(_bytes);
        Assert.True(await _host.Store.PutAsync(Samples.Picture, "image/jpeg", content, CancellationToken.None));
        Assert.Equal(_bytes, Assert.Single(Server.Buckets.Objects).Value.Bytes);
        Assert.Equal(0, _host.Scraps);
    }

    [Fact]
    public async Task Nobody_waits_for_what_was_cancelled()
    {
        using var cancelled = new CancellationTokenSource();
        Server.Next(GcsFault.Silence);
        var put = _host.Store.PutAsync(Samples.Picture, "image/jpeg", new MemoryStream(_bytes), cancelled.Token);
        while (Server.Requests.Count == 0)
            await Task.Delay(5);
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => put);
        Assert.Single(Server.Requests);
    }

    [Fact]
    public async Task A_silent_server_is_given_up()
    {
        await using var host = await GcsHost.StartAsync(patienceSeconds: 0.05);
        host.Server.Next([.. Enumerable.Repeat(GcsFault.Silence, 20)]);
        var exception = await Assert.ThrowsAsync<IOException>(() => host.Store.PutAsync(Samples.Picture, _bytes));
        Assert.EndsWith("Google's storage cannot be reached.", exception.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<IOException>(() => host.Store.DeleteAsync(Samples.Picture, CancellationToken.None));
        await Assert.ThrowsAsync<IOException>(() => host.Store.OpenAsync(Samples.Picture, CancellationToken.None));
    }

    [Theory]
    [InlineData(nameof(GcsFault.Busy))]
    [InlineData(nameof(GcsFault.Reset))]
    public async Task Deleting_reading_and_probing_are_tried_again_as_well(string fault)
    {
        await _host.Store.PutAsync(Samples.Picture, _bytes);
        var again = Enum.Parse<GcsFault>(fault);
        Server.Next(again, again);
        await (await _host.Store.OpenAsync(Samples.Picture, CancellationToken.None)).DisposeAsync();
        Server.Next(again, again);
        await _host.Store.ProbeAsync(CancellationToken.None);
        Server.Next(again, again);
        await _host.Store.DeleteAsync(Samples.Picture, CancellationToken.None);
        Assert.Empty(Server.Buckets.Objects);
        Assert.Equal(1 + 3 + 4 + 3, Server.Requests.Count);
    }

    [Fact]
    public async Task A_key_that_Google_does_not_know_is_told_without_a_second_try()
    {
        using var other = System.Security.Cryptography.RSA.Create(2048);
        await using var host = await GcsHost.StartAsync(more: ("GCP_PRIVATE_KEY", other.ExportPkcs8PrivateKeyPem()));
        var exception = await Assert.ThrowsAsync<IOException>(() => host.Store.PutAsync(Samples.Picture, _bytes));
        Assert.EndsWith("Google answered 403 SignatureDoesNotMatch.", exception.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<IOException>(() => host.Store.ProbeAsync(CancellationToken.None));
    }
}

using System.Collections.Concurrent;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Storage.Blobs;
using HalloweenCostume.Access;
using HalloweenCostume.Data;
using HalloweenCostume.Functions.Data;
using HalloweenCostume.Rates;
using HalloweenCostume.Settings;
using HalloweenCostume.Tests.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace HalloweenCostume.Functions.Tests.Data;

/// <summary>The product's lease in this process.</summary>
internal sealed class LeaseHost : IAsyncDisposable
{
    private readonly IHost _host;

    private LeaseHost(IHost host, LogCapture log, CountedRequests requests) => (_host, Log, Requests) = (host, log, requests);

    public LogCapture Log { get; }

    public CountedRequests Requests { get; }

    public Database Database => _host.Services.GetRequiredService<Database>();

    public bool IsOurs => _host.Services.GetRequiredService<DatabaseTurn>().IsOurs;

    public static async Task<LeaseHost> StartAsync(Azurite azurite, TestFolder folder)
    {
        var (log, requests) = (new LogCapture(), new CountedRequests());
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["AzureWebJobsStorage"] = azurite.ConnectionString,
            ["DATABASE_PATH"] = folder.Below("halloween.db"),
            ["SQLITE_JOURNAL_MODE"] = "DELETE",
        });
        builder.Logging.AddProvider(log);
        var settings = new SettingsReader(builder.Configuration);
        builder.Services.AddWriterLease(settings).AddHalloweenCostumeData(DatabaseOptions.From(settings), AccessOptions.From(settings, open: true), RateOptions.From(settings, open: true));
        settings.ThrowIfRefused();
        var client = new BlobClientOptions { Retry = { MaxRetries = 0 } };
        client.AddPolicy(requests, HttpPipelinePosition.PerRetry);
        builder.Services.AddSingleton(new WriterLeaseOptions(new(azurite.ConnectionString, client), WriterProgram.Lifetime, Locks: false));
        var host = builder.Build();
        await host.StartAsync();
        return new(host, log, requests);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }

    internal sealed class CountedRequests : HttpPipelineSynchronousPolicy
    {
        private readonly ConcurrentQueue<string> _sent = new();

        public IReadOnlyList<string> Sent => [.. _sent];

        public override void OnSendingRequest(HttpMessage message) =>
            _sent.Enqueue(message.Request.Headers.TryGetValue("x-ms-lease-action", out var action) ? action! : message.Request.Method.Method);
    }
}

using HalloweenCostume;
using HalloweenCostume.Fal.Webhooks;
using HalloweenCostume.Functions;
using HalloweenCostume.Functions.Data;
using HalloweenCostume.Functions.Generations;
using HalloweenCostume.Functions.Http;
using HalloweenCostume.Functions.Storage;
using HalloweenCostume.Generations;
using HalloweenCostume.Settings;
using HalloweenCostume.Storage;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

try
{
    var builder = FunctionsApplication.CreateBuilder(args);
    // On the share that instances mount, SQLite's write-ahead log does not work.
    ((IConfigurationBuilder)builder.Configuration).Sources.Insert(0, new Microsoft.Extensions.Configuration.Memory.MemoryConfigurationSource
    {
        InitialData = [new("SQLITE_JOURNAL_MODE", "DELETE")],
    });
    var settings = new SettingsReader(builder.Configuration);
    builder.ConfigureFunctionsWebApplication();
    builder.UseMiddleware<HttpAnswers>();
    builder.UseMiddleware<OwnExceptions>();
    builder.Services.AddHalloweenCostume(settings, demo: false, HostAccess.IsOpen(settings));
    builder.Services
        .AddSingleton(ClientAddress.From(settings))
        // A picture on its way from fal to the bucket has nothing to do on the share.
        .AddSingleton(new ScratchOptions(Path.Combine(Path.GetTempPath(), "halloween-costume")))
        .AddSingleton<RunningSteps>()
        .AddHostedService(services => services.GetRequiredService<RunningSteps>())
        .AddSingleton<DurableGenerationRunner>()
        .AddSingleton<IGenerationRunner>(services => services.GetRequiredService<DurableGenerationRunner>())
        .AddGoogleStorage(settings)
        .AddWriterLease(settings)
        .AddFalWebhook(settings)
        .AddTelemetry(settings);
    settings.ThrowIfRefused();
    await builder.Build().RunAsync();
    return 0;
}
catch (SettingsException exception)
{
    // A sentence for each setting; a stack trace would hide them.
    await Console.Error.WriteLineAsync(exception.Message);
    return 1;
}

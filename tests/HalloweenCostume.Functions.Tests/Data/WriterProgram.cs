using Dapper;
using HalloweenCostume.Access;
using HalloweenCostume.Data;
using HalloweenCostume.Functions.Data;
using HalloweenCostume.Http;
using HalloweenCostume.Rates;
using HalloweenCostume.Settings;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace HalloweenCostume.Functions.Tests.Data;

/// <summary>The product's database behind its lease as a process of its own, which writes what it is asked to, on a share whose locks do nothing.</summary>
internal static class WriterProgram
{
    public const string Holding = "HOLDING";

    /// <summary>The shortest that Azure allows.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(15);

    public static async Task Main(string[] args)
    {
        SqliteLocks.TurnOff();
        var builder = WebApplication.CreateSlimBuilder(args);
        var settings = new SettingsReader(builder.Configuration);
        var lease = WriterLeaseOptions.From(settings) with { Lifetime = Lifetime, Locks = false };
        builder.Services.AddHalloweenCostumeData(DatabaseOptions.From(settings), AccessOptions.From(settings, open: true), RateOptions.From(settings, open: true));
        builder.Services.AddWriterLease(settings);
        builder.Services.AddSingleton(lease);
        settings.ThrowIfRefused();
        await using var app = builder.Build();
        app.UseErrorAnswers();
        var database = app.Services.GetRequiredService<Database>();
        app.MapGet("/alive", () => TypedResults.Ok());
        app.MapGet("/rows", () => TypedResults.Ok(database.Read(connection => connection.ExecuteScalar<int>("SELECT count(*) FROM rows"))));
        app.MapPost("/rows/{writer}/{number:int}", async (string writer, int number, string? hold) =>
        {
            await database.WriteAsync(connection => Rows.Write(connection, writer, number, hold), CancellationToken.None);
            return TypedResults.Ok();
        });
        await app.RunAsync();
    }
}

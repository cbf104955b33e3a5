using HalloweenCostume.Local.Commands;

return await Cli.RunAsync(args);
